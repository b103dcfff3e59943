// Bugs that somebody could write into the server, as edits of its source. Each breaks one of the promises; the battery
// (battery.ts) has to notice. An edit that does not fit the source any more fails the run: mend it here.

export interface Mutation {
  readonly name: string
  /** File below `apps/bff/src`, or the folder with the only file that it fits; what is there, what comes in its place. */
  readonly edits: readonly (readonly [file: string, from: RegExp, to: string])[]
}

const mutation = (name: string, ...edits: Mutation['edits']): Mutation => ({ name, edits })

const CHANGES = 'changes/changes.ts'
const JOURNAL = 'changes/journal.ts'
const SEND = 'changes/send-change.ts'
const AUDIT = 'audit/audit.ts'

export const mutations: readonly Mutation[] = [
  mutation('a change is sent twice', [
    CHANGES,
    /const outcome = await send\(change, authorization\)/,
    'await send(change, authorization)\nconst outcome = await send(change, authorization)',
  ]),
  mutation('a change that is not known to have arrived is sent again', [
    CHANGES,
    /await send\(change, authorization\)/,
    "await send(change, authorization).then((one) => one.state === 'unknown' ? send(change, authorization) : one)",
  ]),
  mutation('the key is not the name of the change', [
    CHANGES,
    /async run\(change\) \{/,
    'async run(asked) { const change = { ...asked, id: crypto.randomUUID() }',
  ]),
  mutation('another request under the same key gets the old answer', [
    'changes/replay.ts',
    /if \(before !== hash\) throw keyReused\(\)/,
    '',
  ]),
  mutation('the outcome is lost', [CHANGES, /await write\(\)\.catch\(write\)/, '']),
  mutation('the outcome is recorded as another one', [
    CHANGES,
    /journal\.move\(id, 'sending', state, result, entry\)/,
    "journal.move(id, 'sending', 'rejected', result, entry)",
  ]),
  mutation(
    'it leaves before "sending" is on disk',
    [CHANGES, /await journal\.move\(id, 'intent', 'sending', \{\}, sending\)/, ''],
    [
      CHANGES,
      /const outcome = await send\(change, authorization\)/,
      "const outcome = await send(change, authorization)\nawait journal.move(id, 'intent', 'sending', {}, { ...known, stage: 'sending', event: 'sending', state: 'sending' })",
    ],
  ),
  mutation('the version that was seen is not compared', [
    CHANGES,
    /if \(seen\?\.refusal\) \{/,
    'if (seen?.refusal && Math.random() > 2) {',
  ]),
  mutation(
    'there is no lease',
    [CHANGES, /if \(open\) throw targetBusy\(open\)\n    const counted/, 'const counted'],
    [JOURNAL, /if \(\(await countOn\([^)]*\)\) !== expected\) \{/, 'if (expected < 0) {'],
    ['store/migration-changes.ts', /\.unique\(\)\n/, '\n'],
  ),
  mutation('a 5xx counts as done', [
    SEND,
    /if \(status < 300\) return/,
    'if (status < 600) return',
  ]),
  mutation('a 5xx counts as refused', [
    SEND,
    /errors && isDefiniteRefusal\(status, true\)/,
    'errors',
  ]),
  mutation('what was cut counts as not sent', [
    'changes/outcome.ts',
    /if \(sent === 'no'\) \{/,
    "if (sent !== 'yes') {",
  ]),
  mutation('what was cut counts as done', [
    'changes/outcome.ts',
    /if \(sent === 'yes' && status !== undefined && status < 300\) \{/,
    "if (sent !== 'no') {\n    return { state: 'accepted', reply: { status: 200, headers: {}, body: Buffer.from('{}') } }",
  ]),
  mutation('what a crash left open stays open', [
    'changes/recover.ts',
    /for \(const row of open\.filter\(isLeft\)\)/,
    'for (const row of open.filter((one) => isLeft(one) && Math.random() > 2))',
  ]),
  mutation('what a crash cut off counts as not sent', [
    'changes/recover.ts',
    /if \(row\.state === 'intent'\) \{\n(\s+)await journal\.move\(row\.id, 'intent', 'not_sent'/,
    "if (row.state !== 'unknown') {\n    await journal.move(row.id, row.state as 'intent', 'not_sent'",
  ]),
  mutation('a trace is found where there is none', [
    'changes/reconcile.ts',
    /if \(verdict\.state === 'found'\) \{\n\s+return settle\(change, 'found', verdict\.evidence, verdict\.attemptId\)/,
    "if (verdict.state !== 'unknown') {\n      return settle(change, 'found', 'It looks like it.')",
  ]),
  mutation('the search for a trace ends at once', [
    'changes/reconcile.ts',
    /const SETTLE_MS = 30_000/,
    'const SETTLE_MS = 0',
  ]),
  mutation(
    'an earlier attempt counts as the trace',
    [
      'changes/evidence.ts',
      /return at >= begun - SLACK_MS && at <= begun \+ WINDOW_MS/,
      'return at > 0 || begun > 0',
    ],
    [
      'changes/evidence.ts',
      /if \(readIds\(change\.known_attempts\)\.includes\(id\)\) return false\n/,
      '',
    ],
  ),
  mutation('an intent is not on record', [
    JOURNAL,
    /await record\(entry, db\)\n(\s+)\}\)\n\s+return undefined/,
    '})\n return undefined',
  ]),
  mutation('an outcome is not on record', [
    CHANGES,
    /journal\.move\(id, 'sending', state, result, entry\)/,
    "journal.move(id, 'sending', state, result)",
  ]),
  mutation('a record that cannot be written is left out', [
    AUDIT,
    /log\.error\(describeError\(error\), 'a record of the audit log could not be written'\)/,
    'if (Math.random() < 2) return',
  ]),
  mutation('records do not hold on to one another', [
    'audit',
    /prev: hash, at, boot/,
    "prev: '', at, boot",
  ]),
  mutation('records are sealed without the key', ['audit/record.ts', /seal\.mac\(hash\)/, 'hash']),
  mutation('the database lets records be changed', [
    'store/migration-audit.ts',
    /await \(isSqlite \? protectOnSqlite\(db\) : protectOnPostgres\(db\)\)/,
    'if (!isSqlite) await protectOnPostgres(db)',
  ]),
  mutation('a cut tail is not seen', [
    'audit/verify.ts',
    /if \(head !== undefined\) checkHead\(head, \{ last, prev, seal, find \}\)\n\s+if \(checkpoints !== undefined/,
    'if (checkpoints !== undefined && Math.random() > 2',
  ]),
  mutation('a signed-out session lives on', [
    'session/routes.ts',
    /checkOrigin\(request\)\n\s+await endAll\(request, response\)/,
    'checkOrigin(request)',
  ]),
  mutation('a password is logged', [
    'session/sign-in.ts',
    /log\.info\(\{ installation, request_id: requestId, user_name, auth \}, 'signed in'\)/,
    "log.info({ installation, request_id: requestId, user_name, auth }, `signed in with ${'password' in input ? input.password : ''}`)",
  ]),
]
