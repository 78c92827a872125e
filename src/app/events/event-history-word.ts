/** The word that stands for Event history among paths. A file of that name is `./event-history`. */
export const eventHistory = "event-history";
