import { useState } from 'react'
import { Eye, EyeOff } from 'lucide-react'
import { controlClass, Field } from '../../ui/field.tsx'
import type { ComponentProps } from 'react'

export { TextField } from '../../ui/field.tsx'

interface PasswordFieldProps extends Pick<ComponentProps<'input'>, 'name' | 'autoComplete'> {
  label: string
  hint?: string
  error: string | undefined
  /** Gets the cursor when the form opens. */
  isFirst: boolean
}

/** A secret: hidden until asked for, and it says when Caps Lock is on. */
export function PasswordField({ label, hint, error, isFirst, ...input }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false)
  const [isCapsLock, setCapsLock] = useState(false)
  const Icon = isShown ? EyeOff : Eye
  return (
    <Field label={label} error={error} hint={isCapsLock ? 'Caps Lock is on.' : hint}>
      {(control) => (
        <span className="relative block">
          <input
            {...input}
            {...control}
            type={isShown ? 'text' : 'password'}
            spellCheck={false}
            autoCapitalize="none"
            data-autofocus={isFirst ? '' : undefined}
            className={`${controlClass} pr-9!`}
            onKeyUp={(event) => setCapsLock(event.getModifierState('CapsLock'))}
            onBlur={() => setCapsLock(false)}
          />
          <button
            type="button"
            aria-label={isShown ? 'Hide characters' : 'Show characters'}
            aria-pressed={isShown}
            className="text-ink-3 hover:text-ink absolute top-1 right-1 grid size-6.5 place-items-center rounded"
            onClick={() => setShown(!isShown)}
          >
            <Icon />
          </button>
        </span>
      )}
    </Field>
  )
}
