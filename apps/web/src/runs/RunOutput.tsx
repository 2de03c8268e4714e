import type { Run } from "../api/model.ts"
import { Section } from "../look/Section.tsx"
import { Verbatim } from "../look/Verbatim.tsx"

/** What a run printed. */
export const RunOutput = ({ run }: { run: Run }) =>
  run.outputTail === null || run.outputTail === "" ? null : (
    <Section title="Output">
      <Verbatim label="Output">{run.outputTail}</Verbatim>
    </Section>
  )
