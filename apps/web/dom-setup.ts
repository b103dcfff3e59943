// Testing Library unmounts by itself only where `afterEach` is a global; here nothing is.
import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

afterEach(cleanup)
