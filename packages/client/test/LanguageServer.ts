import { type ChildProcess, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

/** TypeScript's language server, asked as an editor asks it. */
export class LanguageServer implements AsyncDisposable {
  #process: ChildProcess
  #answers = new Map<number, (answer: unknown) => void>()
  #unread = Buffer.alloc(0)
  #id = 0

  private constructor(directory: string) {
    const tsc = join(import.meta.dirname, "../../../node_modules/.bin/tsc")
    this.#process = spawn(tsc, ["--lsp", "--stdio"], { cwd: directory, stdio: ["pipe", "pipe", "ignore"] })
    this.#process.stdout!.on("data", (chunk: Buffer) => {
      this.#unread = Buffer.concat([this.#unread, chunk])
      for (let message = this.#next(); message !== undefined; message = this.#next()) this.#hear(message)
    })
  }

  static async on(directory: string): Promise<LanguageServer> {
    const server = new LanguageServer(directory)
    const capabilities = { textDocument: { hover: { contentFormat: ["markdown", "plaintext"] } } }
    await server.#ask("initialize", { processId: process.pid, rootUri: String(pathToFileURL(directory)), capabilities })
    server.#send({ method: "initialized", params: {} })
    return server
  }

  /** What an editor shows at the first place where this text is in the file. */
  async hover(file: string, text: string): Promise<string> {
    const uri = String(pathToFileURL(file))
    const code = readFileSync(file, "utf8")
    this.#send({
      method: "textDocument/didOpen",
      params: { textDocument: { uri, languageId: "typescript", version: 1, text: code } }
    })
    const before = code.slice(0, code.indexOf(text) + text.length - 1).split("\n")
    const position = { line: before.length - 1, character: before.at(-1)!.length }
    const answer = (await this.#ask("textDocument/hover", { textDocument: { uri }, position })) as Hover | null
    return answer === null ? "" : answer.contents.value
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve))
    await this.#ask("shutdown", undefined)
    this.#send({ method: "exit" })
    await ended
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#id
    const answer = new Promise<unknown>((resolve) => this.#answers.set(id, resolve))
    this.#send({ id, method, ...(params === undefined ? {} : { params }) })
    return answer
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message })
    this.#process.stdin!.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }

  #next(): Message | undefined {
    const end = this.#unread.indexOf("\r\n\r\n")
    if (end < 0) return undefined
    const length = Number(/content-length: (\d+)/i.exec(this.#unread.subarray(0, end).toString())![1])
    const body = this.#unread.subarray(end + 4, end + 4 + length)
    if (body.length < length) return undefined
    this.#unread = this.#unread.subarray(end + 4 + length)
    return JSON.parse(body.toString()) as Message
  }

  #hear({ id, method, result }: Message): void {
    // It asks for settings and to be told of files; there are none.
    if (method !== undefined && id !== undefined) this.#send({ id, result: null })
    else if (id !== undefined) this.#answers.get(Number(id))?.(result)
  }
}

interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly result?: unknown
}

interface Hover {
  readonly contents: { readonly value: string }
}
