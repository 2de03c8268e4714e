import fc from "fast-check"
import { expect, test } from "vitest"
import { pathBetween } from "../src/service/pathBetween.ts"

const nodes = fc.constantFrom(..."abcdefgh")
const edges = fc.array(fc.record({ taskId: nodes, onTaskId: nodes }), { maxLength: 20 })

test("a path goes along the edges from one end to the other, and passes nothing twice", () => {
  fc.assert(
    fc.property(edges, nodes, nodes, (edges, from, to) => {
      const path = pathBetween(edges, from, to)
      if (path.length === 0) return
      expect([path[0], path.at(-1)]).toEqual([from, to])
      expect(new Set(path).size).toBe(path.length)
      for (const [index, onTaskId] of path.slice(1).entries())
        expect(edges).toContainEqual({ taskId: path[index], onTaskId })
    })
  )
})

test("there is a path wherever one end is reached from the other", () => {
  fc.assert(
    fc.property(edges, nodes, nodes, (edges, from, to) => {
      const reached = new Set([from])
      for (let size = 0; size !== reached.size; ) {
        size = reached.size
        for (const { onTaskId, taskId } of edges) if (reached.has(taskId)) reached.add(onTaskId)
      }
      expect(pathBetween(edges, from, to).length > 0).toBe(reached.has(to))
    })
  )
})
