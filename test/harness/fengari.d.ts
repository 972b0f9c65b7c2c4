/** The part of fengari's API that the tests use; the package has no types of its own. */
declare module 'fengari' {
  interface State {
    readonly brand: 'lua_State';
  }
  interface Lua {
    readonly LUA_OK: number;
    readonly LUA_REGISTRYINDEX: number;
    readonly LUA_TNUMBER: number;
    lua_createtable(state: State, items: number, fields: number): void;
    lua_gettop(state: State): number;
    lua_isstring(state: State, index: number): boolean;
    lua_istable(state: State, index: number): boolean;
    lua_pcall(state: State, args: number, results: number, handler: number): number;
    lua_pop(state: State, count: number): void;
    lua_pushboolean(state: State, value: boolean): void;
    lua_pushinteger(state: State, value: number): void;
    lua_pushjsfunction(state: State, work: (caller: State) => number): void;
    lua_pushstring(state: State, value: Uint8Array): void;
    lua_rawgeti(state: State, index: number, item: number): void;
    lua_rawlen(state: State, index: number): number;
    lua_rawseti(state: State, index: number, item: number): void;
    lua_setfield(state: State, index: number, name: Uint8Array): void;
    lua_setglobal(state: State, name: Uint8Array): void;
    lua_tonumber(state: State, index: number): number;
    lua_tostring(state: State, index: number): Uint8Array;
    lua_type(state: State, index: number): number;
  }
  interface Library {
    luaL_loadstring(state: State, text: Uint8Array): number;
    luaL_newstate(): State;
    luaL_ref(state: State, table: number): number;
  }
  interface Fengari {
    readonly lua: Lua;
    readonly lauxlib: Library;
    readonly lualib: { luaL_openlibs(state: State): void };
    readonly to_luastring: (text: string, isKept: boolean) => Uint8Array;
  }
  const fengari: Fengari;
  export default fengari;
  export type { State };
}
