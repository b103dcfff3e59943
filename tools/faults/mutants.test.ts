import { mutants } from './mutants.ts'
import { testTenth } from './tenth.ts'

testTenth([mutants])
