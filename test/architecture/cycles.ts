/** Finds import cycles among files, and among the folders that contain them. */
import { dirname } from 'node:path'
import type { Import } from './read-imports.ts'

type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** Maps a file to the files it imports. Type imports count, because a reader of the one file needs the other. */
export function graphOfFiles(imports: readonly Import[]): Graph {
  return graphOf(imports.map(({ from, to }) => [from, to]))
}

/**
 * Maps a folder to the other folders its files import from. A nested folder counts as a folder of its own, and so does
 * each file directly in `src`.
 */
export function graphOfFolders(imports: readonly Import[]): Graph {
  return graphOf(imports.map(({ from, to }) => [folderOf(from), folderOf(to)]))
}

function folderOf(file: string): string {
  const folder = dirname(file)
  return folder === 'src' ? file : folder
}

function graphOf(arrows: readonly (readonly [string, string])[]): Graph {
  const graph = new Map<string, Set<string>>()
  for (const [from, to] of arrows)
    if (from !== to && to.startsWith('src')) graph.set(from, (graph.get(from) ?? new Set()).add(to))
  return graph
}

/** Sets of nodes that all reach each other, each sorted. */
export function findCycles(graph: Graph): string[][] {
  const reached = new Map([...graph.keys()].map((node) => [node, reachOf(graph, node)]))
  const cycles = new Map<string, string[]>()
  for (const [node, others] of reached) {
    if (!others.has(node)) continue
    const cycle = [...others].filter((other) => reached.get(other)?.has(node)).sort()
    cycles.set(cycle.join(), cycle)
  }
  return [...cycles.values()]
}

function reachOf(graph: Graph, start: string): Set<string> {
  const reached = new Set<string>()
  const open = [start]
  for (let node = open.pop(); node !== undefined; node = open.pop())
    for (const next of graph.get(node) ?? [])
      if (!reached.has(next)) {
        reached.add(next)
        open.push(next)
      }
  return reached
}
