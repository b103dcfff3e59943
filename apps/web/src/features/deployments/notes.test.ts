import { beforeEach, describe, expect, it } from 'vitest'
import type { CommentWithMeta } from '@ece/api-types'
import { putDraft, readDrafts } from './note-drafts.ts'
import { authorOf, isEdited, newestFirst, sayNewer } from './notes.ts'

const MINUTE = 60_000
const NOON = Date.parse('2026-11-22T12:00:00.000Z')
const at = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString()

const note = (user_id: string, created: number, modified = created): CommentWithMeta => ({
  comment: { id: `${user_id}-${created}`, user_id, message: 'text' },
  metadata: { version: '8|1', created_time: at(created), modified_time: at(modified) },
})

describe('the list of comments', () => {
  it('begins with the newest, and an edit moves nothing', () => {
    const ordered = newestFirst([note('a', 1, 9), note('b', 5), note('c', 3)])
    expect(ordered.map(({ comment }) => comment.user_id)).toEqual(['b', 'c', 'a'])
  })

  it('keeps the order of ECE where times cannot be read', () => {
    const broken = {
      ...note('x', 0),
      metadata: { version: '', created_time: '?', modified_time: '' },
    }
    expect(newestFirst([broken, note('a', 1)]).map(authorOf)).toEqual(['a', 'x'])
    expect(isEdited(broken)).toBe(false)
  })

  it('marks what was edited, and nobody edits within a second', () => {
    expect(isEdited(note('a', 0, 1))).toBe(true)
    expect(isEdited(note('a', 0))).toBe(false)
    const { comment, metadata } = note('a', 0)
    const later = new Date(NOON + 900).toISOString()
    expect(isEdited({ comment, metadata: { ...metadata, modified_time: later } })).toBe(false)
  })

  it('has an author even where ECE names none, and no endless one', () => {
    expect(authorOf(note(' ', 0))).toBe('unknown')
    expect(authorOf(note('x'.repeat(500), 0)).length).toBeLessThan(70)
  })
})

describe('what came while somebody was writing', () => {
  const say = (...notes: CommentWithMeta[]) => sayNewer(notes, NOON, 'me')
  it.each([
    [[], undefined],
    [[note('ops2', -1)], undefined],
    [[note('me', 1)], undefined],
    [
      [note('ops2', 1), note('ops2', 2)],
      'ops2 wrote here while you were writing. Read it below before you add yours.',
    ],
    [
      [note('ops2', -9, 1), note('ops3', 2)],
      'ops2 and ops3 wrote here while you were writing. Read it below before you add yours.',
    ],
    [
      ['a', 'b', 'c', 'd'].map((name) => note(name, 1)),
      'a and 3 others wrote here while you were writing. Read it below before you add yours.',
    ],
  ])('is said: %#', (notes, text) => {
    expect(say(...notes)).toBe(text)
  })
})

describe('drafts', () => {
  const draft = { text: 'half', startedAt: NOON, key: 'k' }
  const other = { ...draft, text: 'other' }
  const stored = new Map<string, string>()
  beforeEach(() => {
    stored.clear()
    Object.defineProperty(globalThis, 'sessionStorage', {
      configurable: true,
      value: {
        getItem: (name: string) => stored.get(name) ?? null,
        setItem: (name: string, value: string) => stored.set(name, value),
        removeItem: (name: string) => stored.delete(name),
      },
    })
  })

  it('are kept apart by place and comment, and leave nothing behind', () => {
    putDraft('lab/admin/1', 'new', draft)
    putDraft('lab/admin/1', 'c1', other)
    expect(readDrafts('lab/admin/1')).toEqual({ new: draft, c1: other })
    expect(readDrafts('lab/manager/1')).toEqual({})
    putDraft('lab/admin/1', 'new', undefined)
    putDraft('lab/admin/1', 'c1', undefined)
    expect([...stored]).toEqual([])
  })

  it('that are damaged or cannot be stored are forgotten without a word', () => {
    stored.set('ece-console.draft.lab/admin/2', '{"new":{"text":7}}')
    expect(readDrafts('lab/admin/2')).toEqual({})
    stored.set('ece-console.draft.lab/admin/3', '{{')
    expect(readDrafts('lab/admin/3')).toEqual({})
    Object.defineProperty(globalThis, 'sessionStorage', {
      configurable: true,
      get: () => {
        throw new DOMException('denied', 'SecurityError')
      },
    })
    putDraft('lab/admin/4', 'new', draft)
    expect(readDrafts('lab/admin/4')).toEqual({ new: draft })
  })
})
