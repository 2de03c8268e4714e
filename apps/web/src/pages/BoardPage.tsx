export const BoardPage = ({ project }: { project: string; task?: string }) => <p>{project}</p>
