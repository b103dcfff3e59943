// What operators read: ages, errors, measures, and what stands there when ECE said nothing.
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { now } from '../lib/clock.ts'
import { DataAge } from './data-age.tsx'
import { ErrorPanel } from './error-panel.tsx'
import { KeyValues } from './key-values.tsx'
import { Meter } from './meter.tsx'
import { titleTimes } from './exact-times.ts'
import { Elapsed, Time } from './time.tsx'
import { toast, Toasts } from './toast.tsx'

describe('the age of data', () => {
  const age = { error: null, isRefreshing: false, refresh: () => {} }

  it('is said in words, and can be renewed', async () => {
    const refresh = vi.fn()
    render(<DataAge {...age} fetchedAt={now() - 4200} refresh={refresh} />)
    expect(screen.getByText('Updated 4 s ago')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }))
    expect(refresh).toHaveBeenCalledTimes(1)
  })

  it('says since when nothing could be read', () => {
    render(
      <DataAge {...age} fetchedAt={now() - 130_000} error={new Error('ECE does not answer.')} />,
    )
    expect(screen.getByText('Not read since 2 min ago')).toBeDefined()
  })

  it('before the first answer is no age', () => {
    render(<DataAge {...age} fetchedAt={undefined} />)
    expect(screen.getByText('Reading…')).toBeDefined()
  })
})

describe('an error', () => {
  it('names what failed, ECE’s code, the request id and the next step', () => {
    const error = Object.assign(new Error('x'), {
      status: 404,
      requestId: 'r-42',
      errors: [{ code: 'deployments.deployment_not_found', message: 'No such deployment.' }],
    })
    render(<ErrorPanel title="The deployment could not be read" error={error} onRetry={() => {}} />)
    const text = screen.getByRole('alert').textContent
    for (const part of [
      'could not be read',
      'No such deployment.',
      'deployment_not_found',
      'r-42',
      'deleted',
    ]) {
      expect(text).toContain(part)
    }
    expect(screen.getByRole('button', { name: 'Copy request id' })).toBeDefined()
  })

  it('of any kind has words, and a runaway message is cut', () => {
    const { rerender } = render(<ErrorPanel title="Failed" error={undefined} />)
    expect(screen.getByRole('alert').textContent).toContain('Something went wrong')
    rerender(<ErrorPanel title="Failed" error={new Error('x'.repeat(100_000))} />)
    expect(screen.getByRole('alert').textContent.length).toBeLessThan(1000)
  })
})

describe('what ECE did not say', () => {
  it('is a dash and never an invented value', () => {
    render(
      <>
        <KeyValues items={[{ label: 'Next', value: undefined }]} />
        <Time value="soon" />
        <Elapsed since={null} />
        <Meter label="Disk" percent={undefined} />
      </>,
    )
    expect(screen.getAllByText('not known')).toHaveLength(4)
    expect(document.body.textContent).not.toMatch(/NaN|Invalid|undefined/)
  })
})

it('times carry the exact time for machines, and get it for whoever points at them', async () => {
  const stop = titleTimes()
  render(
    <>
      <Time value={now() - 38 * 60_000} />
      <Elapsed since={now() - 102_000} />
    </>,
  )
  const time = screen.getByText('38 min ago')
  expect(time.getAttribute('datetime')).toMatch(/^\d{4}-\d\d-\d\dT/)
  await userEvent.hover(time)
  expect(time.title).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
  const elapsed = screen.getByText('1 min 42 s')
  await userEvent.hover(elapsed)
  expect(elapsed.title).toMatch(/^Since \d{4}-.* UTC/)
  stop()
})

it('a share outside of its bounds fills the bar and no more', () => {
  render(<Meter label="Mem" percent={140} />)
  expect(screen.getByRole('meter').getAttribute('aria-valuenow')).toBe('100')
  expect(screen.getByText('140%')).toBeDefined()
})

it('what succeeded is said for a while and can be dismissed', async () => {
  render(<Toasts />)
  toast('Restart of logging-prod requested')
  expect(await screen.findByText('Restart of logging-prod requested')).toBeDefined()
  await userEvent.click(await screen.findByRole('button', { name: 'Dismiss' }))
  expect(screen.queryByText('Restart of logging-prod requested')).toBeNull()
})
