import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const read = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8')

test('the frame that is painted first has the colours of the page that follows', () => {
  const pairs = [...read('boot.css').matchAll(/--boot-([\w-]+): (light-dark\([^)]*\))/g)]
  expect(pairs.length).toBeGreaterThan(3)
  const styles = read('styles.css')
  for (const [, name, colour] of pairs) expect(styles).toContain(`--color-${name}: ${colour}`)
})
