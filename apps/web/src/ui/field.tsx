import { useId } from 'react'
import { ChevronDown } from 'lucide-react'
import { cx } from '../lib/cx.ts'
import type { ComponentProps, ReactNode } from 'react'

export const controlClass =
  'border-control bg-surface text-ink h-8.5 w-full min-w-0 rounded-md border px-2.5 aria-invalid:border-bad aria-disabled:opacity-60'

interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  /** What is wrong with the value; announced, and it replaces the hint. */
  error?: string | undefined
  className?: string
  /** Gets what ties a control to its label, hint and error. */
  children: (control: FieldControl) => ReactNode
}
export interface FieldControl {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

/** Label, control, and one line of hint or error. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-base font-semibold wrap-anywhere">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note === undefined ? undefined : `${id}-note`,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {note !== undefined && (
        <p
          id={`${id}-note`}
          role={error === undefined ? undefined : 'alert'}
          className={cx('mt-1 text-sm', error === undefined ? 'text-ink-2' : 'text-bad')}
        >
          {note}
        </p>
      )}
    </div>
  )
}

interface TextFieldProps
  extends Omit<FieldProps, 'children'>, Omit<ComponentProps<'input'>, 'className' | 'children'> {
  isMono?: boolean
}

/** A field with one line of text. */
export function TextField({
  label,
  hint,
  error,
  className,
  isMono = false,
  ...input
}: TextFieldProps) {
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      {...(className === undefined ? {} : { className })}
    >
      {(control) => (
        <input type="text" {...input} {...control} className={cx(controlClass, isMono && 'mono')} />
      )}
    </Field>
  )
}

interface SelectFieldProps extends Omit<FieldProps, 'children'> {
  value: string
  options: readonly { value: string; label: string }[]
  onChange: (value: string) => void
}

/** A field with a list of choices; the browser's own, which works on every device. */
export function SelectField({ value, options, onChange, ...field }: SelectFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <span className="relative block">
          <select
            {...control}
            value={value}
            className={cx(controlClass, 'appearance-none pr-8')}
            onChange={(event) => onChange(event.target.value)}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown className="text-ink-3 pointer-events-none absolute top-2.25 right-2.5" />
        </span>
      )}
    </Field>
  )
}
