import { playRecording } from './play.ts'

playRecording('sharkey')
