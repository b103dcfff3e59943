// Checkboxes and radio buttons: the browser's own controls in the accent colour.
import { useId } from 'react'
import { cx } from '../lib/cx.ts'
import type { ReactNode } from 'react'

interface ChoiceProps {
  label: ReactNode
  /** In secondary ink: beside a checkbox's label, under a radio button's. */
  hint?: ReactNode
  disabledReason?: string | undefined
}

interface CheckboxProps extends ChoiceProps {
  checked: boolean
  onChange: (checked: boolean) => void
}

export function Checkbox({ label, hint, checked, onChange, disabledReason }: CheckboxProps) {
  const id = useId()
  const note = disabledReason ?? hint
  return (
    <div className="flex items-start gap-2 text-base">
      <input
        type="checkbox"
        id={id}
        checked={checked}
        aria-disabled={disabledReason !== undefined || undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className="mt-[0.1875rem] size-3.5 flex-none"
        onChange={(event) => {
          if (disabledReason === undefined) onChange(event.target.checked)
        }}
      />
      <p className="min-w-0">
        <label htmlFor={id} className={cx(disabledReason !== undefined && 'text-ink-2')}>
          {label}
        </label>
        {note !== undefined && (
          <span id={`${id}-note`} className="text-ink-2">
            {' '}
            {note}
          </span>
        )}
      </p>
    </div>
  )
}

interface RadioGroupProps<Value extends string> {
  legend: ReactNode
  value: Value
  options: readonly (ChoiceProps & { value: Value })[]
  onChange: (value: Value) => void
}

export function RadioGroup<Value extends string>({
  legend,
  value,
  options,
  onChange,
}: RadioGroupProps<Value>) {
  const name = useId()
  return (
    <fieldset className="text-base">
      <legend className="mb-1 font-semibold">{legend}</legend>
      <div className="grid gap-1.5">
        {options.map((option) => (
          <div key={option.value} className="flex items-start gap-2">
            <input
              type="radio"
              id={`${name}-${option.value}`}
              name={name}
              checked={option.value === value}
              aria-disabled={option.disabledReason !== undefined || undefined}
              aria-describedby={`${name}-${option.value}-note`}
              className="mt-[0.1875rem] size-3.5 flex-none"
              onChange={() => {
                if (option.disabledReason === undefined) onChange(option.value)
              }}
            />
            <p className="min-w-0">
              <label htmlFor={`${name}-${option.value}`} className="block">
                {option.label}
              </label>
              <span id={`${name}-${option.value}-note`} className="text-ink-2 block text-sm">
                {option.disabledReason ?? option.hint}
              </span>
            </p>
          </div>
        ))}
      </div>
    </fieldset>
  )
}
