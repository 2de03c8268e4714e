import react from "@vitejs/plugin-react"
import { defineConfig, type ProxyOptions } from "vite"
import { operationTable } from "./vite/operationTable.ts"

/** `genie up --port 4400`, when somebody works on the page. */
const genie = process.env.GENIE_URL ?? "http://127.0.0.1:4400"

/** Everything that is neither the page nor one of its files is asked of Genie, as if by a page of its own. */
const toGenie: ProxyOptions = {
  target: genie,
  changeOrigin: true,
  bypass: ({ headers, url = "/" }) =>
    headers.accept?.includes("text/html") || /^\/(@|src\/|node_modules\/|virtual:|[\w.-]+\.(js|svg)$)/.test(url)
      ? url
      : undefined,
  configure: (proxy) => proxy.on("proxyReq", (request) => request.setHeader("origin", genie))
}

export default defineConfig({
  plugins: [react(), operationTable()],
  server: { proxy: { "^/(?!$)": toGenie }, host: "127.0.0.1", port: 5173, strictPort: true },
  build: { target: "es2022", manifest: true, assetsInlineLimit: 0 }
})
