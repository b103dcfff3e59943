import { expect, test } from 'vitest'
import { integer, octets, oid, tagged, time } from './der.ts'

const hex = (buffer: Buffer) => buffer.toString('hex')

test('lengths below 128 take one byte, longer ones say how many they take', () => {
  expect(hex(octets(Buffer.alloc(127)).subarray(0, 3))).toBe('047f00')
  expect(hex(octets(Buffer.alloc(128)).subarray(0, 3))).toBe('048180')
  expect(hex(octets(Buffer.alloc(256)).subarray(0, 4))).toBe('04820100')
  expect(hex(tagged(0xa0))).toBe('a000')
})

test('an integer stays positive', () => {
  expect(hex(integer(Buffer.from([0x7f])))).toBe('02017f')
  expect(hex(integer(Buffer.from([0x80])))).toBe('02020080')
})

test('object identifiers have arcs of any size', () => {
  expect(hex(oid('1.2.840.10045.4.3.2'))).toBe('06082a8648ce3d040302')
  expect(hex(oid('2.5.29.17'))).toBe('0603551d11')
  expect(hex(oid('1.3.6.1.5.5.7.3.1'))).toBe('06082b06010505070301')
})

test('times after 2049 have four digits for the year', () => {
  expect(time(Date.UTC(2049, 11, 31, 23, 59, 59)).toString('latin1')).toBe('\x17\x0d491231235959Z')
  expect(time(Date.UTC(2050, 0, 1)).toString('latin1')).toBe('\x18\x0f20500101000000Z')
})
