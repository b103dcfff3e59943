import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

// what is loaded on intent takes more than the default of 1 s on a busy machine
configure({ asyncUtilTimeout: 10_000 })

// Testing Library unmounts by itself only where `afterEach` is a global; here nothing is.
afterEach(cleanup)
