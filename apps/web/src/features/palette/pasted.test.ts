import { expect, test } from 'vitest'
import { readLinks } from './pasted.ts'

const HERE = 'https://console.example.org'
const ID = 'c7d139e7b6a44bf0a1c2d3e4f5061728'

test('two links of two installations in one clipboard are told apart', () => {
  const text = `look: ${HERE}/prod/deployments/${ID}?tab=activity and (${HERE}/dev/deployments/${ID}), ${HERE}/prod/deployments/${ID}?tab=activity`
  expect(readLinks(text, HERE)).toEqual([
    { installation: 'prod', path: `/prod/deployments/${ID}?tab=activity` },
    { installation: 'dev', path: `/dev/deployments/${ID}` },
  ])
})

test.each([
  'no link at all',
  `https://elsewhere.example.org/prod/deployments/${ID}`,
  `${HERE}/api/prod/deployments`,
  `${HERE}/sign-in`,
  'https://[broken',
  'javascript:alert(1)',
  `${HERE}.evil.example/prod/deployments`,
])('%s is no link of this console', (text) => {
  expect(readLinks(text, HERE)).toEqual([])
})
