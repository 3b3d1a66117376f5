/** The parameter of a page's address that opens an incident, such as `/argus/incidents?argus_incident=01ABC…`. */
export const PARAMETER = "argus_incident";
