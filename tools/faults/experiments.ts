import { append } from './append.ts'
import { auditCommands } from './audit-commands.ts'
import { auditFull } from './audit-full.ts'
import { auditKill } from './audit-kill.ts'
import { bulk } from './bulk.ts'
import { crash } from './crash.ts'
import { duplicates } from './duplicates.ts'
import type { Experiment } from './experiment.ts'
import { freeze } from './freeze.ts'
import { fuzz, stalled } from './long-tests.ts'
import { mutants } from './mutants.ts'
import { secondFile } from './second-file.ts'
import { refresh, signOut } from './sessions.ts'
import { tamper } from './tamper.ts'
import { settle, verdicts } from './verdicts.ts'

/** In the order of the report. */
export const experiments: readonly Experiment[] = [
  auditKill,
  duplicates,
  verdicts,
  settle,
  crash,
  bulk,
  freeze,
  refresh,
  signOut,
  tamper,
  auditFull,
  auditCommands,
  secondFile,
  append,
  fuzz,
  stalled,
  mutants,
]
