import { expect, test } from 'vitest'
import { deploymentOf, dialogOf, resourceOf } from './change-target.ts'
import { mayBeSentAgain, whatOf, wordsOfLine, wordsOfState } from './change-words.ts'

const ID = 'a'.repeat(32)
const kibana = {
  operation: 'restartDeploymentStatelessResource',
  path: `/deployments/${ID}/kibana/main-kibana/_restart?cancel_pending=false`,
}

test('a change says what it was as the menus say it, and unknown ones by their own name', () => {
  expect(whatOf(kibana)).toBe('Restart Kibana')
  expect(whatOf({ operation: 'shutdownDeployment', path: `/deployments/${ID}/_shutdown` })).toBe(
    'Shut down',
  )
  const restore = `/deployments/${ID}/kibana/main-kibana/_restore`
  expect(whatOf({ operation: 'restoreDeploymentResource', path: restore })).toBe('Restore Kibana')
  expect(whatOf({ operation: 'constructor', path: '/x' })).toBe('Constructor')
})

test('its target leads to the page and the dialog that ask for the same again', () => {
  expect(deploymentOf(kibana)).toBe(ID)
  expect(resourceOf(kibana)).toBe('kibana main-kibana')
  expect(dialogOf(kibana)).toBe('restart-kibana')
  const shutDown = kibana.path.replace('_restart', '_shutdown')
  expect(dialogOf({ operation: 'shutdownDeploymentStatelessResource', path: shutDown })).toBe(
    'shut-down-kibana',
  )
  expect(deploymentOf({ path: '/comments/kibana/x' })).toBeUndefined()
  expect(dialogOf({ operation: 'createComment', path: '/comments/kibana/x' })).toBeUndefined()
})

test('it may be sent again only when it did not happen, or nobody can say', () => {
  const states = ['intent', 'sending', 'accepted', 'unknown', 'found'] as const
  for (const state of states) expect([state, mayBeSentAgain({ state })]).toEqual([state, false])
  for (const state of ['not_sent', 'rejected', 'no_trace'] as const) {
    expect([state, mayBeSentAgain({ state })]).toEqual([state, true])
  }
  expect(mayBeSentAgain({ state: 'unknown', concluded: true })).toBe(true)
})

test('words of another release are shown, not hidden', () => {
  expect(wordsOfState('toString')).toMatchObject({ word: 'toString', isUnknown: true })
  expect(wordsOfLine({ stage: 'outcome', event: 'toString' })).toBe('toString')
  expect(wordsOfLine({ stage: 'refusal', event: 'console.forbidden' })).toContain('forbidden')
})
