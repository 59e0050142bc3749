export function verifyFiles(policyFile: string, files: readonly string[], say?: (line: string) => void): number;
