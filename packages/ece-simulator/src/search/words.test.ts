import { describe, expect, test } from 'vitest'
import { autoDistance, isWithin, matchesGlob, parseGlob } from './glob.ts'
import { tokenize } from './tokens.ts'

describe('words of a name', () => {
  test.each([
    ['logging-prod', ['logging', 'prod']],
    ['Logging PROD', ['logging', 'prod']],
    ['snake_case stays', ['snake_case', 'stays']],
    ['v8.17.4 and 1,024', ['v8.17.4', 'and', '1,024']],
    ['192.168.44.10', ['192.168.44.10']],
    ['es.example.com', ['es.example.com']],
    ['end. Next', ['end', 'next']],
    ["O'Brien's", ["o'brien's"]],
    ['журналы ПРОДАКШН', ['журналы', 'продакшн']],
    ['監視ログ', ['監', '視', 'ログ']],
    ['ひらがな', ['ひ', 'ら', 'が', 'な']],
    ['سجلات الإنتاج', ['سجلات', 'الإنتاج']],
    ['🔥prod 👩‍💻', ['🔥', 'prod', '👩‍💻']],
    ['<script>alert(1)</script>', ['script', 'alert', '1', 'script']],
    ['=1+1', ['1', '1']],
    ['___ -- !', []],
    ['', []],
  ])('%j has the words %j', (text, words) => {
    expect(tokenize(text)).toEqual(words)
  })

  test('a text is split once and then remembered', () => {
    expect(tokenize('remembered text')).toBe(tokenize('remembered text'))
  })
})

describe('wildcards', () => {
  test.each([
    ['prod*', 'prod-1', true],
    ['*-1', 'prod-1', true],
    ['p*d-?', 'prod-1', true],
    ['p?d', 'prod', false],
    ['*', '', true],
    ['?', '', false],
    ['a*b*c', 'axxbxxbc', true],
    ['a*b*c', 'axxbxx', false],
    ['prod', 'prod-1', false],
  ])('%s against %s: %s', (pattern, text, fits) => {
    expect(matchesGlob(parseGlob(pattern), text)).toBe(fits)
  })

  test('a pattern made to hang a regular expression ends at once', () => {
    const started = performance.now()
    expect(matchesGlob(parseGlob(`${'*a'.repeat(40)}b`), 'a'.repeat(5000))).toBe(false)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

test('a typing error or two swapped letters still find the word', () => {
  expect(isWithin('loging', 'logging', 1)).toBe(true)
  expect(isWithin('prdo', 'prod', 1)).toBe(true)
  expect(isWithin('pord', 'drop', 1)).toBe(false)
  expect(['of', 'prod', 'logging'].map(autoDistance)).toEqual([0, 1, 2])
})
