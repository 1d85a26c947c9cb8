/** A test with a world of its own. When it fails, the tape is told with the error. */
import { test } from 'node:test'
import { createWorld, type World, type WorldOptions } from './world.ts'

export function scenario(name: string, story: (world: World) => Promise<void>, options?: WorldOptions): void {
  test(name, async () => {
    await using world = await createWorld(options)
    try {
      await story(world)
    } catch (error) {
      if (error instanceof Error) error.stack += `\n\nThe tape:\n${world.tape.format()}\n`
      throw error
    }
  })
}
