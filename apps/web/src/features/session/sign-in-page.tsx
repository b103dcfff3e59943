import { useEffect, useRef, useState } from 'react'
import { useLoaderData, useRouter, useRouterState } from '@tanstack/react-router'
import { faviconUrl } from '../../lib/colour.ts'
import { readPreference, writePreference } from '../../lib/storage.ts'
import { SelectField } from '../../ui/field.tsx'
import { InstallationName } from '../../ui/installation-name.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useWindowTitle } from '../../ui/window-title.ts'
import { readTarget } from './target.ts'
import { SignInForm } from './sign-in-form.tsx'
import type { InstallationSummary } from '@ece/api-types/bff'

const LAST = 'installation'

export function SignInPage() {
  const installations = useLoaderData({ from: '/sign-in' })
  const router = useRouter()
  const target = readTarget(useRouterState({ select: (state) => state.location.state }).target)
  const [chosen, setChosen] = useState(() => target?.installation ?? readPreference(LAST))
  const installation = installations.find(({ id }) => id === chosen) ?? installations[0]
  const frame = useRef<HTMLElement>(null)
  useWindowTitle('Sign in')

  // talks to the keyboard focus: the first field, once
  useEffect(() => {
    frame.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
  }, [])

  const enter = () => {
    if (installation === undefined) return
    writePreference(LAST, installation.id)
    const isSame = target?.installation === installation.id
    router.history.replace(isSame ? target.path : `/${installation.id}/overview`)
  }
  return (
    // a fixed distance from the top: nothing moves when a message appears
    <main ref={frame} className="mx-auto w-full max-w-98 px-4 pt-[max(2rem,16dvh)] pb-8">
      <img src={faviconUrl(installation?.colour ?? '')} alt="" className="mb-4 size-9" />
      <h1 className="text-2xl font-semibold">Sign in to ECE Console</h1>
      <p className="text-ink-2 mt-1 mb-5">With your account on the platform.</p>
      <div className="border-line bg-surface grid grid-cols-[minmax(0,1fr)] gap-4 rounded-xl border p-5">
        {installation === undefined ? (
          <Notice kind="warn" title="No installation is configured">
            Start the console with ECE_URL or ECE_INSTALLATIONS_FILE.
          </Notice>
        ) : (
          <>
            <Where all={installations} current={installation} onChange={setChosen} />
            <SignInForm installation={installation.id} onSignedIn={enter} />
          </>
        )}
      </div>
    </main>
  )
}

interface WhereProps {
  all: readonly InstallationSummary[]
  current: InstallationSummary
  onChange: (id: string) => void
}

function Where({ all, current, onChange }: WhereProps) {
  const { name, environment, colour } = current
  if (all.length <= 1) return <InstallationName {...{ name, environment, colour }} />
  return (
    <SelectField
      label="Installation"
      value={current.id}
      options={all.map((each) => ({
        value: each.id,
        label: each.environment === '' ? each.name : `${each.name} · ${each.environment}`,
      }))}
      onChange={onChange}
    />
  )
}
