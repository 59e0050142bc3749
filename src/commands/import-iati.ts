export function importIatiFiles(): Promise<void> {
  return Promise.reject(new Error('not there yet'));
}
