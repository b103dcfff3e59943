import { auditCommands } from './audit-commands.ts'
import { auditFull } from './audit-full.ts'
import { auditKill } from './audit-kill.ts'
import { secondFile } from './second-file.ts'
import { tamper } from './tamper.ts'
import { testTenth } from './tenth.ts'

testTenth([auditFull, auditKill, auditCommands, secondFile, tamper])
