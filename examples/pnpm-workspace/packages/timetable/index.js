export const departures = ["07:30", "12:15", "18:45"];
