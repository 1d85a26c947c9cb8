import { InvalidArgumentError, Option } from 'commander'

/** `--limit <n>` of a command that lists something. @param standard how many it lists without the option */
export function limitOption(standard: number): Option {
  return new Option('--limit <n>', 'maximum number').default(standard).argParser(parseLimit)
}

/** @throws InvalidArgumentError, which commander prints with the name of the option */
function parseLimit(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Use a whole number from 1 to 999999.')
  return Number(text)
}
