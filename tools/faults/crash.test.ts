import { crash } from './crash.ts'
import { testTenth } from './tenth.ts'
import { settle } from './verdicts.ts'

testTenth([crash, settle])
