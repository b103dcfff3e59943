import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { afterEach, expect, it, vi } from 'vitest'
import { checkPort, readTarget, waitForHealth } from './programs.mjs'

const run = promisify(execFile)
const START = new URL('./start.mjs', import.meta.url).pathname

afterEach(() => {
  vi.unstubAllEnvs()
})

it('refuses two answers to the question where the ECE is, before anything is installed', async () => {
  const env = {
    PATH: process.env['PATH'],
    ECE_URL: 'https://ece.example',
    ECE_INSTALLATIONS_FILE: 'a',
  }
  const start = run(process.execPath, [START], { env })
  await expect(start).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/ECE_URL and ECE_INSTALLATIONS_FILE are both set: unset one/),
  })
})

it('starts a simulator only when nobody says where the ECE is', () => {
  vi.stubEnv('ECE_URL', '')
  vi.stubEnv('ECE_INSTALLATIONS_FILE', '')
  expect(readTarget().simulated).toBe(true)
  vi.stubEnv('ECE_URL', 'https://ece.example')
  expect(readTarget()).toEqual({
    simulated: false,
    signIn: 'Sign in as a user of https://ece.example',
  })
})

it('names the port that is in use, and the variable to change', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  vi.stubEnv('PORT', port)
  await expect(checkPort('the console', 'PORT', 4180)).rejects.toThrow(
    `Port ${port} for the console is in use: end the program that has it, or set PORT to a free port.`,
  )
  other.close()
  await once(other, 'close')
  await expect(checkPort('the console', 'PORT', 4180)).resolves.toBeUndefined()
})

it('says that sign-in cannot work yet when the console answers so, in its sentence', async () => {
  const reason = 'Nobody can sign in, because no ECE answers: "default" cannot be reached.'
  const bodies = [
    JSON.stringify({ errors: [{ code: 'console.unavailable', message: reason }] }),
    'ECE away',
  ]
  const sick = createServer((socket) => {
    const body = bodies.shift() ?? ''
    socket.end(
      `HTTP/1.1 503 Service Unavailable\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
  }).listen(0, '127.0.0.1')
  await once(sick, 'listening')
  const address = sick.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  expect(await waitForHealth(url, 0)).toBe(`Sign-in will not work yet. ${reason}`)
  expect(await waitForHealth(url, 0)).toBe(
    `Sign-in will not work yet: GET ${url}/healthz answers 503 ECE away`,
  )
  sick.close()
})
