import { duplicates } from './duplicates.ts'
import { testTenth } from './tenth.ts'
import { verdicts } from './verdicts.ts'

testTenth([duplicates, verdicts])
