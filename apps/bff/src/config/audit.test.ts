import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readAuditSettings } from './audit.ts'
import type { Problem } from './problems.ts'

function read(environment: Readonly<Record<string, string>>) {
  const problems: Problem[] = []
  const settings = readAuditSettings(
    (name) => environment[name],
    '/data',
    (variable, wrong, cure) => {
      problems.push({ variable, wrong, cure })
      return undefined
    },
  )
  return { settings, named: problems.map(({ variable }) => variable) }
}

test('32 MB are kept beside the database, and there is no second file, unless somebody says so', () => {
  expect(read({})).toEqual({
    settings: {
      checkpointFile: resolve('/data/audit-checkpoints.jsonl'),
      auditReserveBytes: 32 * 1024 * 1024,
    },
    named: [],
  })
  const file = '/mnt/other/audit.jsonl'
  expect(read({ AUDIT_SECOND_FILE: file, AUDIT_RESERVE_MB: '0' }).settings).toMatchObject({
    auditReserveBytes: 0,
    auditSecondFile: { file, mode: 'any' },
  })
  expect(
    read({ AUDIT_SECOND_FILE: file, AUDIT_SECOND_FILE_MODE: 'all' }).settings.auditSecondFile,
  ).toEqual({ file, mode: 'all' })
})

test('what is wrong is named', () => {
  expect(read({ AUDIT_RESERVE_MB: 'much' }).named).toEqual(['AUDIT_RESERVE_MB'])
  expect(read({ AUDIT_RESERVE_MB: '5000' }).named).toEqual(['AUDIT_RESERVE_MB'])
  expect(read({ AUDIT_SECOND_FILE_MODE: 'all' }).named).toEqual(['AUDIT_SECOND_FILE_MODE'])
  expect(read({ AUDIT_SECOND_FILE: 'x', AUDIT_SECOND_FILE_MODE: 'both' }).named).toEqual([
    'AUDIT_SECOND_FILE_MODE',
  ])
})
