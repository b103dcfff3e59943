// The faults that the console must survive, what must happen, and what proves it.

export interface Proof {
  /** Of `npm run faults`. */
  readonly experiment?: string
  /** Below `apps/bff/src`, and (the beginning of) the title of its test, or its `describe`. */
  readonly test?: readonly [file: string, title: string]
  /** Browser tests: run by `npm test`, not by `npm run faults`. */
  readonly e2e?: string
}

export interface MatrixRow {
  readonly fault: string
  readonly expected: string
  readonly proofs: readonly Proof[]
  /** Why the row does not apply to this design, or what is not proven. */
  readonly not?: string
}

const run = (experiment: string): Proof => ({ experiment })
const test = (file: string, title: string): Proof => ({ test: [file, title] })
const e2e = (file: string): Proof => ({ e2e: `e2e/${file}.e2e.ts` })
const row = (fault: string, expected: string, ...proofs: readonly Proof[]): MatrixRow => ({
  fault,
  expected,
  proofs,
})
const without = (fault: string, expected: string, not: string): MatrixRow => ({
  fault,
  expected,
  proofs: [],
  not,
})

const FAULTS = 'hardening/upstream-faults.test.ts'
const STORE = 'hardening/store-faults.test.ts'
const CLOCK = 'hardening/clock.test.ts'
const CHANGES = 'changes/changes.test.ts'
const LEASE = 'changes/lease.test.ts'
const RENEWAL = 'session/renewal.test.ts'
const ROTATION = 'audit/second-file-rotation.test.ts'
const SEVERAL = 'session/several-consoles.test.ts'
const NO_STREAMS = 'The web polls; there are no server-sent events.'

/** Numbered from 1. */
export const matrixRows: readonly MatrixRow[] = [
  row('ECE answers slowly', 'pages load; changes end in one word', run('verdicts')),
  row(
    'ECE takes requests and never answers',
    'a read ends at its deadline',
    test('forward/ece.test.ts', 'gives up when no answer comes'),
  ),
  row('ECE refuses connections', '"not sent", never "unknown"', run('verdicts')),
  row(
    'reset after the request was written',
    '"unknown", then settled by evidence',
    run('verdicts'),
    run('settle'),
  ),
  row(
    'cut after the status line',
    '"accepted" only with a whole head, else settled',
    run('verdicts'),
  ),
  row(
    'body cut, bad JSON, wrong length',
    'reads asked again; changes "accepted"',
    run('verdicts'),
    test(FAULTS, 'an ECE that'),
  ),
  row(
    'slices of one byte',
    'works',
    run('verdicts'),
    test(FAULTS, 'an answer that comes one byte at a time'),
  ),
  row(
    'a thin line under a long list',
    'pages of a list, cancelled when left',
    test(FAULTS, 'a browser that hangs up while a read waits'),
  ),
  row('ECE comes and goes', 'no storm of requests', test(FAULTS, 'a flapping ECE')),
  row(
    'half of the calls answer 500',
    'reads asked again, changes not',
    test(FAULTS, 'while ECE is down for everybody'),
    run('verdicts'),
  ),
  row('one route of ECE is down', 'its part says so, the others go on', e2e('generated-answers')),
  row(
    '429 with Retry-After',
    'waits as told; fair to others',
    test(FAULTS, 'a read waits as long as ECE asks'),
    test('jobs/jobs.test.ts', 'ECE asks for fewer calls'),
  ),
  row(
    '503 with a date, nonsense or a million seconds',
    'understood or bounded',
    test('forward/retry-after.test.ts', 'a date is compared'),
  ),
  row(
    'a token due under 500 parallel requests, two replicas',
    'one renewal',
    run('refresh'),
    test(SEVERAL, 'is renewed once for 500 parallel requests'),
  ),
  row(
    '401 in the middle, token renewable',
    'nobody notices',
    test(RENEWAL, 'that ECE refuses while it can still be renewed'),
  ),
  row(
    '401 in the middle, token dead',
    'sign in over the page, nothing typed is lost',
    e2e('session-ends-in-a-dialog'),
  ),
  row(
    'renewal answers 5xx or hangs',
    'the old token is used to its end',
    test(RENEWAL, 'that cannot be renewed, but still opens doors'),
  ),
  without(
    '449 of an old ECE',
    'told apart by its code',
    'No operation of the table needs elevated permissions; a 449 is shown in the words of ECE.',
  ),
  row('kill -9 before the intent', 'nothing happened', run('crash')),
  row('kill -9 between intent and sending', '"not sent" after the start', run('crash')),
  row('kill -9 after bytes left', '"unknown", then evidence', run('crash')),
  row('kill -9 between answer and outcome', 'found, never sent twice', run('crash')),
  row(
    'kill -9 at random, audit under load',
    'no acknowledged record lost, the chain whole',
    run('audit-kill'),
  ),
  row(
    'double clicks, two tabs, retries, replays',
    'one call; the others see its result',
    run('duplicates'),
  ),
  row(
    'same key for another request, or still running',
    '422, 409',
    test('forward/forward.test.ts', 'one key cannot name two changes'),
    test(CHANGES, 'the key of a change under way'),
  ),
  row(
    'two operators, one target',
    'the second is told who and what',
    test(LEASE, 'two operators meet'),
    test(LEASE, 'sixty clicks of many'),
  ),
  row(
    'the target changed since it was looked at',
    '409 with what changed',
    test(CHANGES, 'a deployment that changed since'),
  ),
  row('the browser goes away in the middle of a job', 'the server goes on', e2e('jobs-restart')),
  row('kill -9 at every item of a job', 'none twice, none forgotten', run('bulk')),
  row(
    'failures in a job',
    'it stops or asks',
    test('jobs/jobs.test.ts', 'the first failure ends the job'),
    test('jobs/jobs.test.ts', 'three failures one after another'),
  ),
  without(
    'the poller dies, the stream is silent',
    'data shows its age',
    `${NO_STREAMS} Each poll has its own answer, and its age is shown.`,
  ),
  row(
    'clocks jump',
    'nobody signed out, no negative ages',
    test(CLOCK, 'our clock is set back'),
    test(CLOCK, 'our clock is set forward'),
    test('changes/reconcile.test.ts', 'a clock of ours that jumped'),
  ),
  row(
    'the session store is away',
    '503, nobody signed out',
    test('store/postgres.test.ts', 'and the database goes away'),
    test(STORE, 'and another process holds the lock'),
  ),
  row(
    'the session store is slow',
    'bounded waits',
    test('store/postgres.test.ts', 'and the database says nothing any more'),
    run('freeze'),
  ),
  row(
    'the disk under the audit log is full',
    'no change, reads go on, heals',
    run('audit-full'),
    test(STORE, 'and its disk is full'),
  ),
  row(
    'the audit log is damaged or changed',
    'found, with the first bad record',
    run('tamper'),
    test(STORE, 'and a page is damaged'),
  ),
  row(
    'PostgreSQL fails over',
    'heals; nothing twice',
    test('store/postgres.test.ts', 'and every connection is ended under its hands'),
  ),
  row(
    'rolling restart of two replicas',
    'no failed request, no lost change',
    test('main.test.ts', 'SIGTERM lets a call in flight finish'),
    run('duplicates'),
  ),
  row(
    'a replica is stopped and wakes up',
    'its late write does nothing',
    test(LEASE, 'a process that slept while others settled'),
    test(LEASE, 'a process that slept while it was sending'),
    run('freeze'),
  ),
  without(
    'a thousand streams, half of them stalled',
    'cut off',
    `${NO_STREAMS} Stalled readers of answers are row 42.`,
  ),
  without(
    '10,000 deployments for eight hours',
    'flat memory',
    'Not in this run: a soak of hours. Lists of 10,000 are measured in docs/performance.md.',
  ),
  row('two thousand clients that never finish', 'others are served', run('stalled')),
  row(
    'a limit of 256 open files',
    'nothing sent, recovery',
    test('hardening/few-files.test.ts', 'with 256 open files'),
  ),
  row(
    'certificate replaced or expired',
    'refused, nothing sent',
    test('forward/ece-certificate.test.ts', 'refuses the certificate'),
  ),
  row(
    'the name of ECE leads to another host',
    'the certificate stops it',
    test('forward/ece-certificate.test.ts', 'refuses the certificate'),
  ),
  row(
    'a poisoned ECE',
    'a typed error, nothing reflected',
    test('hardening/hostile-bodies.test.ts', '%s'),
    test(FAULTS, 'an ECE that'),
  ),
  row(
    'the key file is missing, wrong or another one',
    'the start stops and says so',
    test(STORE, 'whose key is gone'),
    test('store/sqlite-open.test.ts', 'a database that another key sealed'),
  ),
  row(
    'an error that nobody catches',
    'the process ends and starts afresh; open changes are settled',
    test('main.test.ts', 'a session outlives a restart, and a crash'),
    run('crash'),
  ),
  row(
    'kill -9 in the middle of `audit prune`, a console beside it',
    'whole; no record lost; the next run ends it',
    run('audit-commands'),
    test('audit/prune.test.ts', 'what a killed prune had not dropped'),
    test('audit/prune.test.ts', 'a prune that was killed right after its record'),
  ),
  row(
    'kill -9 in the middle of `audit replace-key`',
    'one key or the other; the same command ends it',
    run('audit-commands'),
    test('audit/replace-key.test.ts', 'the same command again'),
  ),
  row(
    'the disk under the second file is full',
    'nothing sent with "all", all goes on with "any"; heals',
    run('second-file'),
    test('audit/second-file.test.ts', 'with "all" nothing begins'),
    test('audit/second-file.test.ts', 'with "any" changes go on'),
  ),
  row(
    'the second file is rotated under load',
    'each record in one of its parts',
    run('second-file'),
    test(ROTATION, 'a file that is renamed under load'),
    test(ROTATION, 'a file that is copied and cut under load'),
    test(ROTATION, 'a file that is moved to another disk'),
  ),
]
