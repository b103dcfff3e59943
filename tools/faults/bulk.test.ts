import { bulk } from './bulk.ts'
import { testTenth } from './tenth.ts'

testTenth([bulk])
