import { expect, it } from 'vitest'
import { isGone, nextStep, readProblem } from './problem.ts'

const problem = (status: number, code: string) =>
  readProblem(Object.assign(new Error('x'), { status, errors: [{ code, message: 'x' }] }))

it('a failure in the words of the console has its next step in its own sentence', () => {
  for (const code of ['ece_certificate', 'ece_unreachable', 'bad_answer', 'contract_mismatch']) {
    expect(nextStep(problem(502, `console.${code}`))).toBeUndefined()
  }
  expect(nextStep(problem(503, 'simulator.fault'))).toMatch(/^Try again/)
  expect(nextStep(problem(403, 'root.unauthorized.rbac'))).toMatch(/role/)
})

it('what happened to a change is never answered with “try again”', () => {
  expect(nextStep(problem(502, 'console.outcome_unknown'))).toMatch(/^Look at the activity/)
})

it('an object is gone when ECE says so, and not when the console does not know the address', () => {
  expect(isGone(problem(404, 'deployments.deployment_not_found'))).toBe(true)
  expect(isGone(problem(404, 'console.unknown_installation'))).toBe(false)
  expect(isGone(problem(502, 'console.bad_answer'))).toBe(false)
})
