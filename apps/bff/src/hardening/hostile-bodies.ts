// Bodies that have no honest sender, as bytes (latin1). The sizes stand around the limit of 64 KB.
const KB = 1_024

const many = (count: number) =>
  `{${Array.from({ length: count }, (_, n) => `"k${n}":0`).join(',')}}`

/** Name, and what makes it. */
export const BODIES: readonly (readonly [string, () => string])[] = [
  ['nothing but an object', () => '{}'],
  ['a search', () => '{"size":10,"query":{"match_all":{}}}'],
  ['thirty thousand brackets', () => '['.repeat(30_000)],
  ['thirty thousand brackets, closed again', () => '['.repeat(30_000) + ']'.repeat(30_000)],
  [
    'ten thousand objects inside one another',
    () => '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000),
  ],
  ['forty-one levels', () => '['.repeat(41) + ']'.repeat(41)],
  ['a megabyte of brackets', () => '['.repeat(KB * KB)],
  ['five thousand keys', () => many(5_000)],
  ['a hundred thousand keys', () => many(100_000)],
  ['a number of sixty thousand digits', () => `{"size":${'9'.repeat(60_000)}}`],
  ['a number beyond every other', () => '{"size":1e999999}'],
  ['a number with sixty thousand places', () => `{"size":0.${'1'.repeat(60_000)}}`],
  ['minus nothing', () => '{"size":-0}'],
  ['the key __proto__', () => '{"__proto__":{"polluted":true}}'],
  ['the key __proto__ in escapes', () => '{"\\u005f_proto__":{"polluted":true}}'],
  ['constructor and prototype', () => '{"constructor":{"prototype":{"polluted":true}}}'],
  ['prototype deep inside', () => '{"query":{"bool":{"must":[{"prototype":1}]}}}'],
  ['a key twice', () => '{"size":1,"size":2}'],
  ['a key twice, once in escapes', () => '{"size":1,"\\u0073ize":2}'],
  ['half a surrogate pair in escapes', () => '{"query":{"term":{"name":"\\ud800"}}}'],
  ['half a surrogate pair in bytes', () => '{"query":"\xed\xa0\x80"}'],
  ['bytes that are no UTF-8', () => '{"query":"\xff\xfe\xc0\x80"}'],
  ['a BOM', () => '\xef\xbb\xbf{}'],
  ['a BOM before the key __proto__', () => '\xef\xbb\xbf{"__proto__":{"polluted":true}}'],
  ['a BOM of UTF-16', () => '\xff\xfe{\0}\0'],
  ['a NUL', () => '{"a":"\0"}'],
  ['a NUL behind it', () => '{}\0'],
  ['two documents', () => '{}{}'],
  ['a comma too many', () => '{"a":1,}'],
  ['single quotes', () => "{'a':1}"],
  ['a comment', () => '/* */{}'],
  ['NaN', () => 'NaN'],
  ['null', () => 'null'],
  ['a string', () => '"{}"'],
  ['an array', () => '[]'],
  ['white space only', () => ' \r\n\t '],
  ['a form', () => 'size=1&query=x'],
  ['XML with an entity', () => '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'],
]
