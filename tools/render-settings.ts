/** Renders the table of settings in `docs/operating/settings.md` from `src/config.ts`. */
import { environmentName, settings } from '../src/config.ts'

export function renderSettings(): string {
  const rows = Object.entries(settings).map(
    ([name, { default: fallback, sentence }]) =>
      `| \`${environmentName(name)}\` | ${fallback ? `\`${fallback}\`` : ''} | ${sentence} |`,
  )
  return `# Settings

All are optional. They come from the environment, or from lines \`NAME=value\` in a file \`atoll.env\` in the folder where Atoll is started; the environment wins. A wrong or unknown one stops the start with one sentence. What can change while the server runs (its name, its rules, who may sign up) is not a setting: see \`bin/atoll instance --help\`.

| name | default | what it does |
|---|---|---|
${rows.join('\n')}

<!-- Made by \`npm run docs\` from src/config.ts. -->
`
}
