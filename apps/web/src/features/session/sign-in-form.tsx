// The form of the sign-in page and of the dialog that opens over a page when a session has ended.
import { useEffect, useRef, useState } from 'react'
import { cx } from '../../lib/cx.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PasswordField, TextField } from './sign-in-fields.tsx'
import { useSignIn } from './use-sign-in.ts'
import type { SubmitEvent, RefObject } from 'react'
import type { Failure } from './use-sign-in.ts'
import type { SignInMethod } from './sign-in-words.ts'

interface SignInFormProps {
  installation: string
  /** Who was signed in before. */
  userName?: string
  onSignedIn: () => void
}

const METHODS: readonly { method: SignInMethod; label: string }[] = [
  { method: 'password', label: 'With a password' },
  { method: 'api_key', label: 'With an API key' },
]

export function SignInForm({ installation, userName = '', onSignedIn }: SignInFormProps) {
  const [method, setMethod] = useState<SignInMethod>('password')
  const form = useRef<HTMLFormElement>(null)
  const { isBusy, failure, signIn } = useSignIn(installation)
  const missing = useMissing(form, failure)

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    // read from the form and not from state: password managers fill fields without telling React
    const values = new FormData(event.currentTarget)
    const text = (name: string) => {
      const value = values.get(name)
      return typeof value === 'string' ? value : ''
    }
    if (missing.find()) return
    const isDone = await signIn(
      method === 'password'
        ? { installation, username: text('username'), password: text('password') }
        : { installation, api_key: text('api_key').trim() },
    )
    if (isDone) onSignedIn()
  }
  return (
    <form
      ref={form}
      noValidate
      className="grid grid-cols-[minmax(0,1fr)] gap-3.5 text-base"
      onSubmit={(event) => void submit(event)}
    >
      <Methods method={method} onChange={setMethod} />
      {failure !== undefined && <FailureNotice failure={failure} />}
      {method === 'password' ? (
        <>
          <TextField
            label="User name"
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={userName}
            data-autofocus={userName === '' ? '' : undefined}
            error={missing.of('username')}
          />
          <PasswordField
            label="Password"
            name="password"
            autoComplete="current-password"
            isFirst={userName !== ''}
            error={missing.of('password')}
          />
        </>
      ) : (
        <PasswordField
          label="API key"
          name="api_key"
          autoComplete="off"
          isFirst
          hint="The encoded key, as the platform showed it when it was made."
          error={missing.of('api_key')}
        />
      )}
      <Button
        type="submit"
        variant="primary"
        className="mt-1 h-9! w-full"
        aria-disabled={isBusy || undefined}
      >
        {isBusy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  )
}

const Methods = ({
  method,
  onChange,
}: {
  method: SignInMethod
  onChange: (method: SignInMethod) => void
}) => (
  <fieldset className="bg-off-bg grid grid-cols-2 gap-1 rounded-lg p-1">
    <legend className="sr-only">Sign in with</legend>
    {METHODS.map((each) => (
      <label
        key={each.method}
        className={cx(
          'has-focus-visible:outline-accent cursor-pointer rounded-md py-1 text-center has-focus-visible:outline-2',
          each.method === method
            ? 'bg-surface text-ink font-semibold shadow-[0_1px_2px_#0002]'
            : 'text-ink-2 hover:text-ink',
        )}
      >
        <input
          type="radio"
          name="method"
          className="sr-only"
          checked={each.method === method}
          onChange={() => onChange(each.method)}
        />
        {each.label}
      </label>
    ))}
  </fieldset>
)

const FailureNotice = ({ failure }: { failure: Failure }) => {
  const requestId = 'requestId' in failure.error ? failure.error.requestId : undefined
  return (
    <Notice kind="bad" title={failure.title} isLive>
      <p>
        {failure.text}
        {!failure.isCredential && <code className="mono text-ink-2"> {failure.code}</code>}
      </p>
      {typeof requestId === 'string' && !failure.isCredential && (
        <p className="text-ink-2 mt-1 flex min-w-0 items-center gap-1 text-sm">
          <span className="truncate">Request id {requestId}</span>
          <CopyButton text={requestId} what="request id" />
        </p>
      )}
    </Notice>
  )
}

const WORDS: Readonly<Record<string, string>> = {
  username: 'Enter your user name.',
  password: 'Enter your password.',
  api_key: 'Enter an API key.',
}

/** Which fields are empty; and after a refused credential the focus is on it again. */
function useMissing(form: RefObject<HTMLFormElement | null>, failure: Failure | undefined) {
  const [names, setNames] = useState<readonly string[]>([])
  // talks to the keyboard focus
  useEffect(() => {
    if (failure?.isCredential !== true) return
    const field = form.current?.querySelector<HTMLInputElement>(
      'input[name="password"], input[name="api_key"]',
    )
    field?.focus()
    field?.select()
  }, [form, failure])
  return {
    of: (name: string) => (names.includes(name) ? WORDS[name] : undefined),
    /** Marks the empty fields, focuses the first, and answers whether there are any. */
    find: (): boolean => {
      const inputs = [...(form.current?.querySelectorAll<HTMLInputElement>('input[name]') ?? [])]
      const empty = inputs.filter(({ name, value }) => name in WORDS && value === '')
      setNames(empty.map(({ name }) => name))
      empty[0]?.focus()
      return empty.length > 0
    },
  }
}
