import { freeze } from './freeze.ts'
import { testTenth } from './tenth.ts'

testTenth([freeze])
