// Runs before each test file. The files of a project share processes, which load the libraries and start Node once; our own
// modules are loaded anew for each file: nothing that one of them keeps is known to the next file.
import { vi } from 'vitest'

vi.resetModules()
