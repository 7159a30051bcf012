/** Name of the release, and of its namespace, Deployment, service account and pods' label `app`. */
export const reloaderName = "reloader";
