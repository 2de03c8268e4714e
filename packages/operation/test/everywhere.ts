import type { CurrentCaller } from "@genie/operation"
import { Layer, ManagedRuntime } from "effect"
import { describe } from "vitest"
import { layer as notesLayer } from "./NotesService.ts"
import type { Notes } from "./notes.ts"
import { actor, address, remoteNotes, servedNotes } from "./server.ts"

/** The same promises hold in process and over HTTP. */
export const everywhere = (promises: (open: () => ManagedRuntime.ManagedRuntime<Places, unknown>) => void) => {
  describe("in process", () => promises(() => ManagedRuntime.make(Layer.merge(notesLayer, actor))))
  describe("over HTTP", () =>
    promises(() =>
      ManagedRuntime.make(Layer.merge(remoteNotes.pipe(Layer.provide(address), Layer.provide(servedNotes)), actor))
    ))
}

type Places = Notes | CurrentCaller
