import { expect, test } from 'vitest'
import { targetOf } from './target.ts'

const ID = 'a'.repeat(32)

test.each([
  [`/deployments/${ID}`, `deployments/${ID}`],
  [`/deployments/${ID}/_shutdown?skip_snapshot=true`, `deployments/${ID}`],
  [`/deployments/${ID}/kibana/main-kibana/_restart`, `deployments/${ID}`],
  ['/deployments/templates/default', 'templates/default'],
  ['/platform/configuration/templates/deployments/default', 'templates/default'],
  [`/clusters/elasticsearch/${ID}/_restart`, `clusters/elasticsearch/${ID}`],
  [`/comments/elasticsearch/${ID}/c1`, `comments/elasticsearch/${ID}/c1`],
])('everything below one thing is one target: %s', (path, target) => {
  expect(targetOf(path)).toBe(target)
})

test.each(['/deployments', '/deployments/_search', `/comments/elasticsearch/${ID}`, '/users'])(
  'nobody has to wait for another change at %s',
  (path) => {
    expect(targetOf(path)).toBeUndefined()
  },
)
