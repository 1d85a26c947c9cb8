/** One line of `atoll doctor`. */
export interface Finding {
  check: string
  state: 'ok' | 'warn' | 'fail'
  says: string
}
