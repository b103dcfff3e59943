import { refresh, signOut } from './sessions.ts'
import { testTenth } from './tenth.ts'

testTenth([refresh, signOut])
