/** A test with its own world. If it fails, the error includes the tape. */
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
