/**
 * Finds out which columns of a result hold flags and JSON. The query says which table each column comes from, so two
 * tables may store columns of the same name in different ways. Results of expressions and raw SQL are not decoded.
 */
import {
  AliasNode,
  ColumnNode,
  DeleteQueryNode,
  IdentifierNode,
  InsertQueryNode,
  type OperationNode,
  ParensNode,
  ReferenceNode,
  SelectAllNode,
  type SelectionNode,
  SelectQueryNode,
  TableNode,
  UpdateQueryNode,
  type WithNode,
} from 'kysely'
import type { Column, Table } from '../tables/columns.ts'

export type Codec = Column<unknown>['codec']
/** Column → its codec. */
type Codecs = ReadonlyMap<string, Codec>
/** Name or alias of a table, a subquery or a `with` → its columns. */
type Sources = ReadonlyMap<string, Codecs>

/** The sources that are known to every query: the tables of the database. */
export function sourcesOf(tables: Readonly<Record<string, Table>>): Sources {
  return new Map(
    Object.entries(tables).map(([name, { columns }]) => [
      name,
      new Map(Object.entries(columns).map(([column, { codec }]) => [column, codec])),
    ]),
  )
}

/** @param known the tables and, in a subquery, what the outer `with` defines */
export function codecsOf(query: OperationNode, known: Sources): Codecs {
  if (ParensNode.is(query)) return codecsOf(query.node, known)
  if (SelectQueryNode.is(query) || InsertQueryNode.is(query) || UpdateQueryNode.is(query) || DeleteQueryNode.is(query))
    return codecsOfParts(query, known)
  return new Map()
}

/** The parts of a query that matter here. A union takes its codecs from its first query, like its column names. */
interface Parts {
  with?: WithNode
  into?: OperationNode
  table?: OperationNode
  from?: { froms: readonly OperationNode[] }
  using?: { tables: readonly OperationNode[] }
  joins?: readonly { table: OperationNode }[]
  selections?: readonly SelectionNode[]
  returning?: { selections: readonly SelectionNode[] }
}

function codecsOfParts(parts: Parts, outer: Sources): Codecs {
  const known = withDefinitions(parts.with, outer)
  const read = [
    parts.into,
    parts.table,
    ...(parts.from?.froms ?? []),
    ...(parts.using?.tables ?? []),
    ...(parts.joins ?? []).map((join) => join.table),
  ]
  const sources = new Map(read.filter((node) => node !== undefined).map((node) => sourceOf(node, known)))
  const results = (parts.selections ?? parts.returning?.selections ?? []).map(({ selection }) =>
    resultsOf(selection, sources, known),
  )
  // If two columns have the same name, the last one counts, as in the row.
  return new Map(results.flat())
}

function withDefinitions(node: WithNode | undefined, outer: Sources): Sources {
  const known = new Map(outer)
  for (const { name, expression } of node?.expressions ?? []) {
    const codecs = codecsOf(expression, known)
    const renamed = name.columns?.map(({ column }, at) => [column.name, [...codecs.values()][at]] as const)
    known.set(nameOf(name.table), renamed ? new Map(renamed) : codecs)
  }
  return known
}

function sourceOf(node: OperationNode, known: Sources): [string, Codecs] {
  if (TableNode.is(node)) return [nameOf(node), known.get(nameOf(node)) ?? new Map()]
  if (!AliasNode.is(node)) return ['', new Map()]
  const [, codecs] = TableNode.is(node.node) ? sourceOf(node.node, known) : ['', codecsOf(node.node, known)]
  return [aliasOf(node), codecs]
}

function nameOf({ table }: TableNode): string {
  return table.identifier.name
}

function aliasOf({ alias }: AliasNode): string {
  return IdentifierNode.is(alias) ? alias.name : ''
}

/** @returns the columns that one item of a `select` or `returning` adds to the result */
function resultsOf(node: OperationNode, sources: Sources, known: Sources): [string, Codec][] {
  if (SelectAllNode.is(node)) return [...sources.values()].flatMap((codecs) => [...codecs])
  if (ColumnNode.is(node)) return [[node.column.name, codecOf(node, sources, known)]]
  if (AliasNode.is(node)) return [[aliasOf(node), codecOf(node.node, sources, known)]]
  if (!ReferenceNode.is(node)) return []
  if (SelectAllNode.is(node.column)) return [...(node.table ? (sources.get(nameOf(node.table)) ?? []) : [])]
  return [[node.column.column.name, codecOf(node, sources, known)]]
}

function codecOf(node: OperationNode, sources: Sources, known: Sources): Codec {
  if (ReferenceNode.is(node) && node.table && ColumnNode.is(node.column))
    return sources.get(nameOf(node.table))?.get(node.column.column.name)
  if (ReferenceNode.is(node)) return codecOf(node.column, sources, known)
  if (ColumnNode.is(node)) {
    const owner = [...sources.values()].find((codecs) => codecs.has(node.column.name))
    return owner?.get(node.column.name)
  }
  if (ParensNode.is(node)) return codecOf(node.node, sources, known)
  return SelectQueryNode.is(node) ? [...codecsOf(node, known).values()][0] : undefined
}
