// Stands in for http2-wrapper in the bundle: see bundle.js. Every use of it is an error.
export default {};
