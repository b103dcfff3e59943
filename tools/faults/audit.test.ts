import { auditFull } from './audit-full.ts'
import { auditKill } from './audit-kill.ts'
import { tamper } from './tamper.ts'
import { testTenth } from './tenth.ts'

testTenth([auditFull, auditKill, tamper])
