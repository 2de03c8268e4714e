const Palette = (_: { project: string | undefined; onClose: () => void }) => null
export default Palette
