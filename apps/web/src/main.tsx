import "./look/tokens.css"
import "./look/page.css"
import "./look/mantine.css"
import { createRoot } from "react-dom/client"
import { App } from "./App.tsx"
import { removeStrays } from "./removeStrays.ts"

removeStrays()
createRoot(document.getElementById("page")!).render(<App />)
